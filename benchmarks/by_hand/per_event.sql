select {week} as day,
       sum(case when name = 'paid' then amount end) / sum(case when name = 'opened' then 1 else 0 end) as value
from events
where name in ('paid', 'opened') and happened_at >= {from} and happened_at < {to}
group by 1

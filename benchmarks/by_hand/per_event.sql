with by_actor as (
  select {week} as day, actor,
         sum(case when name = 'paid' then amount end) as paid,
         sum(case when name = 'opened' then 1 else 0 end) as opened
  from events
  where name in ('paid', 'opened') and happened_at >= {from} and happened_at < {to}
  group by 1, 2
)
select day, sum(paid) / sum(opened) as value, count(*) as actors,
       sum(paid * paid) as paid_squares, sum(1.0 * opened * opened) as opened_squares, sum(paid * opened) as products
from by_actor
group by day

select {day} as day, count(distinct actor) as value, count(*) - count(actor) as without_actor
from events
where name in ('opened', 'created', 'shared') and happened_at >= {from} and happened_at < {to}
group by 1

select {day} as day, sum(amount) as value
from events
where name = 'paid' and happened_at >= {from} and happened_at < {to}
group by 1

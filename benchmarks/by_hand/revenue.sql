select {day} as day, sum(amount) as value, count(amount) as n, count(*) as payments
from events
where name = 'paid' and happened_at >= {from} and happened_at < {to}
group by 1

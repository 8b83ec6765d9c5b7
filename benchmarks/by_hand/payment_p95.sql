with paid as (
  select {day} as day, amount
  from events
  where name = 'paid' and happened_at >= {from} and happened_at < {to}
), ranked as (
  select day, amount,
         row_number() over (partition by day order by amount) as place,
         count(*) over (partition by day) as n
  from paid
)
select day,
       max(case when place = {rank} then amount end) as value,
       max(case when place <= 0.95 * n - 1.96 * sqrt(0.0475 * n) then amount end) as lower,
       min(case when place >= 0.95 * n + 1.96 * sqrt(0.0475 * n) then amount end) as upper
from ranked
where place >= 0.95 * n - 1.96 * sqrt(0.0475 * n) - 2
group by day

with active as (
  select distinct actor, {day} as day
  from events
  where name in ('opened', 'created', 'shared') and happened_at >= {from_28} and happened_at < {to}
), followed as (
  select day, lead(day) over (partition by actor order by day) as next_day from active
), moves as (
  select day, 1 as change from followed
  union all
  select case when next_day < {day_28} then next_day else {day_28} end, -1 from followed
), daily as (
  select day, sum(change) as change from moves group by day
), summed as (
  select day, sum(change) over (order by day) as value from daily
)
select day, value from summed where day >= {first} and day < {last}

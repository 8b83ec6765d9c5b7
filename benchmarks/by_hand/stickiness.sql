with active as (
  select distinct actor, {day} as day
  from events
  where name in ('opened', 'created', 'shared') and happened_at >= {from_28} and happened_at < {to}
), followed as (
  select day, lead(day) over (partition by actor order by day) as next_day from active
), moves as (
  select day, 1 as change, 1 as started from followed
  union all
  select case when next_day < {day_28} then next_day else {day_28} end, -1, 0 from followed
), daily as (
  select day, sum(change) as change, sum(started) as actives from moves group by day
), summed as (
  select day,
         sum(change) over (order by day) as monthly,
         sum(actives) over (order by day rows between 27 preceding and current row) as four_weeks
  from daily
)
select day, four_weeks / 28.0 / monthly as value from summed where day >= {first} and day < {last}

with started as (
  select actor, min(happened_at) as began from events where name = 'signed_up' group by actor
), entered as (
  select actor, began, {began_week} as week from started where began >= {from} and began < {to}
), reached as (
  select events.actor, min(events.happened_at) as done
  from events join entered on entered.actor = events.actor
  where events.name = 'shared' and events.happened_at >= entered.began and events.happened_at < {watermark}
  group by events.actor
), waited as (
  select week, {waited} as days, case when reached.done is null then 0 else 1 end as event
  from entered left join reached on reached.actor = entered.actor
), ranked as (
  select week, days, event,
         count(*) over (partition by week) - row_number() over (partition by week order by days, event desc) + 1 as at_risk
  from waited
), curve as (
  select week, days, event,
         sum(case when event = 1 and at_risk > 1 then ln(1 - 1.0 / at_risk) when event = 1 then -1e9 else 0 end)
           over (partition by week order by days, event desc rows unbounded preceding) as log_survival
  from ranked
)
select week as day, min(days) as value
from curve where event = 1 and log_survival <= ln(0.5) + 1e-9
group by week

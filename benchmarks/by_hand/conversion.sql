with started as (
  select actor, min(happened_at) as began from events where name = 'signed_up' group by actor
), entered as (
  select actor, began, {began_week} as week, {began_7} as until from started where began >= {from} and began < {to}
), created as (
  select events.actor, entered.until, min(events.happened_at) as done
  from events join entered on entered.actor = events.actor
  where events.name = 'created' and events.happened_at >= {from}
    and events.happened_at between entered.began and entered.until
  group by events.actor, entered.until
), shared as (
  select created.actor
  from events join created on created.actor = events.actor
  where events.name = 'shared' and events.happened_at >= {from}
    and events.happened_at between created.done and created.until
  group by created.actor
)
select entered.week as day, 1.0 * count(shared.actor) / count(*) as value
from entered left join shared on shared.actor = entered.actor
where entered.until <= {watermark}
group by entered.week

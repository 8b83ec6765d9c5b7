with started as (
  select actor, min(happened_at) as happened_at from events where name = 'signed_up' group by actor
), cohort as (
  select actor, {day} as day from started where happened_at >= {from} and happened_at < {to}
), back as (
  select events.actor
  from (select actor, {day} as day from events
        where name in ('opened', 'created', 'shared') and happened_at >= {from}) as events
  join cohort on cohort.actor = events.actor
  where events.day between {cohort_7} and {cohort_13}
  group by events.actor
)
select cohort.day, 1.0 * count(back.actor) / count(*) as value
from cohort left join back on back.actor = cohort.actor
where {cohort_13} < {complete}
group by cohort.day

select day, {p95} as value
from {paid_rows}
group by day

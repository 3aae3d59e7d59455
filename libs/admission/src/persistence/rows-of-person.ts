/**
 * The ids of all rows of a consumer, as a subselect: those that turned out to be one person point to one
 * of them. `parameter` is that of the statement, such as `$1`, with the id of any of them.
 */
export function rowsOfPerson(parameter: `$${number}`): string {
  return `
  select coalesce(me.merged_into, me.id) from consumer me where me.id = ${parameter}
  union all
  select other.id from consumer me
    join consumer other on other.merged_into = coalesce(me.merged_into, me.id)
   where me.id = ${parameter}`;
}

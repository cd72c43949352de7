/**
 * Keeps rows where they are while somebody points at them: known rows stay in their old order with their new
 * content, rows that left disappear, new rows wait at the end.
 */
export function steadyOrder<Row>(
  previousKeys: readonly string[],
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): readonly Row[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  const kept = previousKeys.flatMap((key) => {
    const row = byKey.get(key);
    byKey.delete(key);
    return row === undefined ? [] : [row];
  });
  return [...kept, ...byKey.values()];
}

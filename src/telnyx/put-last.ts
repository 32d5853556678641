/** Sets a key as the youngest of a map that is bounded, and drops the oldest past the bound. */
export function putLast<V>(map: Map<string, V>, key: string, value: V, max: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > max) map.delete(map.keys().next().value as string);
}

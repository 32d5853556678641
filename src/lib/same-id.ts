/** A UUID, which is case-insensitive when read. @see RFC 9562 section 4 */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The form in which ids are compared: UUIDs in lower case. */
export function comparable(id: string): string {
  return UUID.test(id) ? id.toLowerCase() : id;
}

/** RFC 9562 section 4: read without regard to case. */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** An id as it is compared: of a UUID, its lower case. */
export function comparable(id: string): string {
  return UUID.test(id) ? id.toLowerCase() : id;
}

/** @see https://url.spec.whatwg.org/#concept-urlencoded-serializer */
export function formEncode(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

/** The longest line that is read, characters: several times what the longest audit line has. */
const MAX_LINE = 65_536;

/** The lines of a text that comes in pieces. One that is too long reads as empty. */
export async function* readLines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  let isTooLong = false;
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', from)) {
      yield isTooLong || rest.length + end - from > MAX_LINE ? '' : rest + piece.slice(from, end);
      rest = '';
      isTooLong = false;
      from = end + 1;
    }
    isTooLong ||= rest.length + piece.length - from > MAX_LINE;
    rest = isTooLong ? '' : rest + piece.slice(from);
  }
  if (isTooLong || rest !== '') yield rest;
}

import fc from 'fast-check';

/** Any character but half of a surrogate pair; fast-check's own `binary` unit takes seconds to build. */
const character = fc
  .integer({ min: 0, max: 0x10ffff })
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code));

/** Text that UTF-8 can hold: most of it neither ASCII nor letters. */
export const anyText = (minLength = 0) =>
  fc.oneof(fc.string({ minLength, maxLength: 40 }), fc.string({ unit: character, minLength, maxLength: 40 }));

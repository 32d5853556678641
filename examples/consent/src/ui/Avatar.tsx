interface AvatarProps {
  readonly name: string;
  /** Shown only from this origin: a logo from elsewhere would tell its host who looks at what. */
  readonly logoUri?: string | null | undefined;
  readonly large?: boolean;
}

/** A logo, or the initials of a name. Decoration: the name stands beside it. */
export function Avatar({ name, logoUri, large = false }: AvatarProps) {
  const own = logoUri != null && URL.canParse(logoUri) && new URL(logoUri).origin === location.origin;
  return (
    <span class={large ? 'avatar avatar-large' : 'avatar'} aria-hidden="true" data-tint={tintOf(name)}>
      {own ? <img src={logoUri} alt="" /> : initialsOf(name)}
    </span>
  );
}

function initialsOf(name: string): string {
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
}

/** One of six, the same each time for a name. */
function tintOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum += letter.codePointAt(0)!;
  return sum % 6;
}

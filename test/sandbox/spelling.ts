/** How the paths of clients and grants are published: `/oauth_clients`, and `/oauth/clients`. */
export const SPELLINGS = ['underscore', 'slash'] as const;

export type Spelling = (typeof SPELLINGS)[number];

/** The same request line or URL, in this spelling. */
export function spelled(text: string, spelling: Spelling): string {
  return spelling === 'slash' ? text.replace(/\/oauth_(clients|grants)/, '/oauth/$1') : text;
}

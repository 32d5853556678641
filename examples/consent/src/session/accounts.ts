/** An account of the sandbox. Its key is no secret: every sandbox has it, and it opens nothing else. */
export interface Account {
  readonly name: string;
  readonly key: string;
  readonly about: string;
}

export const ACCOUNTS: readonly Account[] = [
  { name: 'Alice', key: 'KEYsandboxAlice', about: 'Many clients and grants, and owner of Parcel Pilot' },
  { name: 'Bob', key: 'KEYsandboxBob', about: 'A smaller account, to see that accounts are apart' },
];

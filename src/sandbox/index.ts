export { ALICE_KEY, BOB_KEY, CAROL_CLIENT_ID, CAROL_KEY, DEMO_CLIENT, DEMO_PUBLIC_CLIENT } from './seed.ts';
export { type Sandbox, type SandboxCall, type SandboxOptions, startSandbox } from './server.ts';
export type { Account, AccountSeed, Client, Grant } from './store.ts';

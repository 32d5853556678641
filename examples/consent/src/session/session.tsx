import { type ComponentChildren, createContext } from 'preact';
import { useContext, useMemo, useState } from 'preact/hooks';
import { ACCOUNTS, type Account } from './accounts.ts';

/** Holds who is signed in over the redirects of the flow: the name, never the key. */
const STORED = 'account';

export interface Session {
  readonly account: Account | undefined;
  signIn(account: Account): void;
  signOut(): void;
}

const Context = createContext<Session | undefined>(undefined);

export function SessionProvider({ children }: { children: ComponentChildren }) {
  const [account, setAccount] = useState(storedAccount);
  const session = useMemo<Session>(
    () => ({
      account,
      signIn(next) {
        sessionStorage.setItem(STORED, next.name);
        setAccount(next);
      },
      signOut() {
        sessionStorage.removeItem(STORED);
        setAccount(undefined);
      },
    }),
    [account],
  );
  return <Context.Provider value={session}>{children}</Context.Provider>;
}

export function useSession(): Session {
  return useContext(Context)!;
}

function storedAccount(): Account | undefined {
  const name = sessionStorage.getItem(STORED);
  return ACCOUNTS.find((account) => account.name === name);
}

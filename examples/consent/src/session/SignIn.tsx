import { useLocation } from 'preact-iso';
import { Avatar } from '../ui/Avatar.tsx';
import { APP } from '../ui/links.ts';
import { Page } from '../ui/Page.tsx';
import { ACCOUNTS } from './accounts.ts';
import { useSession } from './session.tsx';

/** The demo's sign-in: who shall it be? Where a request for consent waits, it waits on. */
export function SignIn() {
  const { signIn } = useSession();
  const asked = useLocation().path === `${APP}/consent`;
  return (
    <Page title="Sign in" narrow>
      <p class="lead">
        {asked
          ? 'An application asks for access. Sign in to see what it wants, and decide.'
          : 'Choose an account of the sandbox. There is no password.'}
      </p>
      <ul class="rows panel">
        {ACCOUNTS.map((account) => (
          <li key={account.name}>
            <button type="button" class="row choice" onClick={() => signIn(account)}>
              <Avatar name={account.name} />
              <span class="row-main">
                <strong>{account.name}</strong>
                <small>{account.about}</small>
              </span>
              <span class="chevron" aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
    </Page>
  );
}

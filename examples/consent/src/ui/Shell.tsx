import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { useSession } from '../session/session.tsx';
import { APP, ENDPOINT } from './links.ts';

const LINKS = [
  { href: `${APP}/clients`, text: 'Clients' },
  { href: `${APP}/grants`, text: 'Grants' },
  { href: `${APP}/incident`, text: 'Incident' },
];

/** What stands around every screen. */
export function Shell({ children }: { children: ComponentChildren }) {
  const { account, signOut } = useSession();
  const { path, route } = useLocation();
  const leave = () => {
    signOut();
    // The next account has other lists; a request for consent waits for whoever signs in.
    if (path !== `${APP}/consent`) route(`${APP}/clients`);
  };
  return (
    <>
      <header class="bar">
        <a class="brand" href={`${APP}/clients`}>
          Access console
        </a>
        {account && (
          <>
            <nav aria-label="Screens">
              {LINKS.map(({ href, text }) => (
                <a key={href} href={href} aria-current={path.startsWith(href) ? 'page' : undefined}>
                  {text}
                </a>
              ))}
            </nav>
            <div class="account">
              <span class="account-name">{account.name}</span>
              <button type="button" class="quiet" onClick={leave}>
                Sign out
              </button>
            </div>
          </>
        )}
      </header>
      {children}
      <footer class="foot">
        Runs on the embedded sandbox: no Telnyx account is touched. The graph below it is in{' '}
        <a href={ENDPOINT}>GraphiQL</a>.
      </footer>
    </>
  );
}

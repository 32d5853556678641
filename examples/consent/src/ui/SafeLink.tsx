import { isWebPage } from './uris.ts';

/** A link to a page of whoever registered a client; plain text where the URI is no web page. */
export function SafeLink({ uri, children }: { uri: string; children: string }) {
  return isWebPage(uri) ? (
    <a href={uri} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  ) : (
    <span>
      {children}: <code>{uri}</code>
    </span>
  );
}

import { SafeLink } from '../ui/SafeLink.tsx';
import type { ConsentRequest } from './Decision.tsx';

/** The client's own words, and its identifier. */
export function Fineprint({ request: { clientId, policyUri, tosUri } }: { request: ConsentRequest }) {
  return (
    <ul class="inline fineprint">
      {policyUri !== null && (
        <li>
          <SafeLink uri={policyUri}>Privacy policy</SafeLink>
        </li>
      )}
      {tosUri !== null && (
        <li>
          <SafeLink uri={tosUri}>Terms of service</SafeLink>
        </li>
      )}
      {clientId !== null && (
        <li>
          Client <code>{clientId}</code>
        </li>
      )}
    </ul>
  );
}

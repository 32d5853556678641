import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { FineprintFragmentDoc } from '../generated/graphql.ts';
import { SafeLink } from '../ui/SafeLink.tsx';

/** The client's own words, and its identifier. */
export function Fineprint({ request }: { request: FragmentType<typeof FineprintFragmentDoc> }) {
  const { clientId, policyUri, tosUri } = readFragment(FineprintFragmentDoc, request);
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

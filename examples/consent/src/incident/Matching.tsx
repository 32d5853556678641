import { Fragment } from 'preact';
import { formatMoment } from '../ui/format.ts';
import { useClientName } from './ClientField.tsx';
import type { Filters } from './filters.ts';

/** Which grants are meant, as a sentence. */
export function Matching({ filters }: { filters: Filters }) {
  const { client_id, scope, created_after, created_before, unused_since } = filters;
  const parts = [
    client_id !== '' && <ToClient key="to" clientId={client_id} />,
    scope !== '' && (
      <>
        with the scope <code>{scope}</code>
      </>
    ),
    created_after !== '' && <>granted after {moment(created_after)}</>,
    created_before !== '' && <>granted before {moment(created_before)}</>,
    unused_since !== '' && <>not used since {moment(unused_since)}</>,
  ].filter((part) => part !== false);
  return (
    <p>
      Grants{' '}
      {parts.map((part, index) => (
        <Fragment key={index}>
          {index > 0 && ', '}
          {part}
        </Fragment>
      ))}
      .
    </p>
  );
}

function ToClient({ clientId }: { clientId: string }) {
  const { name } = useClientName(clientId);
  return (
    <>
      to <strong>{name}</strong> (<code>{clientId}</code>)
    </>
  );
}

const moment = (time: string) => <time dateTime={time}>{formatMoment(time)}</time>;

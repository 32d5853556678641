import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matches, nameOf } from '../../../src/telnyx/grant-filter.ts';
import type { OAuthGrantFilter } from '../../../src/telnyx/types.ts';
import { wireGrant } from '../../support/resources.ts';

const CREATED = '2026-03-01T12:00:00.000Z';
const USED = '2026-04-01T12:00:00.000Z';
const grant = wireGrant({ created_at: CREATED, last_used_at: USED, scopes: ['voice.read', 'voice.write'] });
const at = (time: string, milliseconds = 0) => new Date(Date.parse(time) + milliseconds);

describe('a grant matches', () => {
  test.for<[string, OAuthGrantFilter, boolean]>([
    ['no filter', {}, true],
    ['members that are undefined', { client_id: undefined, scope: undefined, created_after: undefined }, true],
    ['its client', { client_id: 'client-1' }, true],
    ['not another client', { client_id: 'client-2' }, false],
    ['one of its scopes', { scope: 'voice.write' }, true],
    ['not a part of a scope', { scope: 'voice' }, false],
    ['not two of its scopes as one', { scope: 'voice.read voice.write' }, false],
    ['created after', { created_after: at(CREATED, -1) }, true],
    ['created after, exclusive', { created_after: at(CREATED) }, false],
    ['created before', { created_before: at(CREATED, 1) }, true],
    ['created before, exclusive', { created_before: at(CREATED) }, false],
    ['last used before', { unused_since: at(USED, 1) }, true],
    ['last used before, exclusive', { unused_since: at(USED) }, false],
    ['all members at once', { client_id: 'client-1', scope: 'voice.read', created_after: at(CREATED, -1) }, true],
    ['not where one of them fails', { client_id: 'client-1', scope: 'fax.read' }, false],
  ])('%s', ([, filter, expected]) => {
    expect(matches(grant, filter)).toBe(expected);
  });

  test.for([[null], [undefined]])('that was never used (%s), by the time it was created', ([last_used_at]) => {
    const unused = wireGrant({ created_at: CREATED, ...(last_used_at !== undefined && { last_used_at }) });
    expect(matches(unused, { unused_since: at(CREATED, 1) })).toBe(true);
    expect(matches(unused, { unused_since: at(CREATED) })).toBe(false);
  });

  test('in whatever zone its times are written', () => {
    const zoned = wireGrant({ created_at: '2026-03-01T14:00:00+02:00' });
    expect(matches(zoned, { created_after: at(CREATED, -1), created_before: at(CREATED, 1) })).toBe(true);
  });
});

describe('the name of a filter', () => {
  const member = fc.option(fc.string(), { nil: undefined });
  const time = fc.option(fc.date({ noInvalidDate: true }), { nil: undefined });
  const filters = fc.record(
    { client_id: member, scope: member, created_after: time, created_before: time, unused_since: time },
    { requiredKeys: [] },
  );
  const given = (filter: OAuthGrantFilter) => Object.entries(filter).filter(([, value]) => value !== undefined);

  test('is the same whatever the order of its members', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(nameOf(Object.fromEntries(given(filter).reverse()))).toBe(nameOf(filter));
      }),
    );
  });

  test('differs between filters that differ', () => {
    fc.assert(
      fc.property(filters, filters, (one, other) => {
        const same = JSON.stringify(given(one).sort()) === JSON.stringify(given(other).sort());
        expect(nameOf(one) === nameOf(other)).toBe(same);
      }),
    );
  });
});

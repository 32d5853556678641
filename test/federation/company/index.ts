import { composeSupergraph, type Subgraph } from '../../../scripts/supergraph.ts';
import type { Account } from '../../../src/sandbox/index.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { type Application, startApplications } from './applications.ts';
import { type Person, startPeople } from './people.ts';

/** A subgraph that is served. */
export interface RunningSubgraph extends Subgraph {
  close(): Promise<void>;
}

/** Our gateway on its sandbox and two teams' subgraphs, all served, and the supergraph that they make. */
export interface Company {
  readonly gateway: TestGateway;
  readonly applications: readonly Application[];
  readonly people: readonly Person[];
  /** SDL, with the addresses of the running subgraphs. */
  readonly supergraph: string;
  close(): Promise<void>;
}

/** Starts a company whose data refer to those that this account of the sandbox holds. */
export async function startCompany(key: string): Promise<Company> {
  const gateway = await startGateway();
  const account = gateway.sandbox.account(key);
  const applications = applicationsOf(account);
  const people = peopleOf(account);
  const { body } = await gateway.ask('{ _service { sdl } }');
  const others = [await startApplications(applications), await startPeople(people)];
  const { sdl } = composeSupergraph([{ name: 'oauth', url: gateway.url, sdl: body.data._service.sdl }, ...others]);
  return {
    gateway,
    applications,
    people,
    supergraph: sdl,
    async close() {
      await Promise.all(others.map((subgraph) => subgraph.close()));
      await gateway.close();
    },
  };
}

/** One application for each of the first clients, and one that needs none. */
function applicationsOf({ clients }: Account): Application[] {
  const ofClients = clients.slice(0, 30).map((client, index) => ({
    id: `app-${index}`,
    name: `${client.name} (internal)`,
    clientId: client.client_id,
    installs: 100 + index,
  }));
  return [...ofClients, { id: 'app-offline', name: 'Offline Calculator', clientId: null, installs: 7 }];
}

/** The account's user and a colleague. */
function peopleOf({ user_id, grants }: Account): Person[] {
  const reviewed = grants.slice(0, 25).map((grant) => grant.id);
  return [
    {
      id: 'person-1',
      userId: user_id,
      name: 'Ada Example',
      homepage: 'https://ada.example',
      joinedAt: '2020-02-29T08:00:00Z',
      syncError: null,
      reviewedGrantIds: reviewed,
    },
    {
      id: 'person-2',
      userId: 'someone-else',
      name: 'Bea Example',
      homepage: null,
      joinedAt: '2021-03-01T08:00:00Z',
      syncError: { message: 'Two records claim this person.', code: 409 },
      reviewedGrantIds: [],
    },
  ];
}

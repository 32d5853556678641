import { type DataSourceConfig, RESTDataSource } from '@apollo/datasource-rest';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import {
  type Api,
  type Client,
  type Grant,
  type Page,
  type PageArgs,
  pageQuery,
  resolvers,
  typeDefs,
} from './schema.ts';

/** The documented way: a data source a request, which keeps equal GETs of that request together. */
class TelnyxApi extends RESTDataSource implements Api {
  override baseURL = `${process.env.UPSTREAM_URL}/`;
  readonly #authorization: string;

  constructor(authorization: string, config?: DataSourceConfig) {
    super(config);
    this.#authorization = authorization;
  }

  override willSendRequest(_path: string, request: { headers: Record<string, string> }): void {
    request.headers.authorization = this.#authorization;
  }

  async client(id: string): Promise<Client> {
    return (await this.get<{ data: Client }>(`oauth_clients/${id}`)).data;
  }

  clients(args: PageArgs): Promise<Page<Client>> {
    return this.get(`oauth_clients?${pageQuery(args)}`);
  }

  grants(args: PageArgs): Promise<Page<Grant>> {
    return this.get(`oauth_grants?${pageQuery(args)}`);
  }

  async update(id: string, body: object): Promise<Client> {
    return (await this.put<{ data: Client }>(`oauth_clients/${id}`, { body })).data;
  }
}

const server = new ApolloServer({ schema: buildSubgraphSchema({ typeDefs: parse(typeDefs), resolvers }) });
await startStandaloneServer(server, {
  listen: { port: Number(process.env.PORT), host: '127.0.0.1' },
  context: async ({ req }) => ({ api: new TelnyxApi(req.headers.authorization ?? '', { cache: server.cache }) }),
});

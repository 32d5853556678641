import DataLoader from 'dataloader';
import { Pool } from 'undici';
import { type Api, type Client, type Grant, type Page, type PageArgs, pageQuery } from './schema.ts';

const upstream = new URL(process.env.UPSTREAM_URL!);
const pool = new Pool(upstream.origin, { connections: 256 });

/** Reads the API by an undici pool; clients by a loader, so that one request reads each of them once. */
export class PooledApi implements Api {
  readonly #authorization: string;
  readonly #clients: DataLoader<string, Client>;

  constructor(authorization: string) {
    this.#authorization = authorization;
    this.#clients = new DataLoader((ids) =>
      Promise.all(ids.map(async (id) => (await this.#call<{ data: Client }>(`/oauth_clients/${id}`)).data)),
    );
  }

  client(id: string): Promise<Client> {
    return this.#clients.load(id);
  }

  clients(args: PageArgs): Promise<Page<Client>> {
    return this.#call(`/oauth_clients?${pageQuery(args)}`);
  }

  grants(args: PageArgs): Promise<Page<Grant>> {
    return this.#call(`/oauth_grants?${pageQuery(args)}`);
  }

  async update(id: string, body: object): Promise<Client> {
    return (await this.#call<{ data: Client }>(`/oauth_clients/${id}`, 'PUT', body)).data;
  }

  async #call<T>(path: string, method: 'GET' | 'PUT' = 'GET', body?: object): Promise<T> {
    const answer = await pool.request({
      method,
      path: `${upstream.pathname}${path}`,
      headers: {
        authorization: this.#authorization,
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body ? JSON.stringify(body) : null,
    });
    if (answer.statusCode !== 200) throw new Error(`The upstream answered ${answer.statusCode}.`);
    return (await answer.body.json()) as T;
  }
}

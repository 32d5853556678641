import { isPromise, type Plugin } from 'graphql-yoga';
import type { DocumentRequest, Documents } from '../documents/index.ts';
import type { RequestScope } from '../request.ts';

/** Finds the document of a request on the Yoga path. Learns documents that the engine found valid, on both paths. */
export function useDocuments(documents: Documents): Plugin<{ scope: RequestScope }> {
  return {
    onParams({ params, request, context, setParams }) {
      const { scope } = context as unknown as { scope: RequestScope };
      const asked = request.method === 'GET' ? withId(params, request) : params;
      const take = (query: unknown) => {
        if (query !== params.query) setParams({ ...params, query: query as string });
      };
      const query = documents.resolve(asked, scope.graphiqlToken);
      return isPromise(query) ? query.then(take) : take(query);
    },
    onValidate({ context }) {
      const { params } = context as unknown as { params: DocumentRequest };
      return ({ result }) => {
        if (result.length === 0) documents.learn(params);
      };
    },
  };
}

/** Reads `documentId` from the URL: Yoga reads only four other parameters. */
function withId(params: object, { url }: Request): DocumentRequest {
  return { ...params, documentId: new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('documentId') };
}

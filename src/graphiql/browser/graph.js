/** What GraphiQL knows of the graph: the schema, once it has asked for it. */
export const graph = { schema: undefined };

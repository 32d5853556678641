# Telnyx itself upstream, no sandbox, no GraphiQL unless GRAPHIQL=true. All settings: .env.example.

FROM node:26-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

# JavaScript without types, which starts faster than TypeScript, and GraphiQL's files: what the npm package holds, too.
FROM node:26-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build.ts ./scripts/build.ts
COPY schema ./schema
COPY src ./src
RUN node scripts/build.ts
RUN find dist -name '*.d.ts' -delete

# The gateway does without the sandbox, whose keys are known to everyone.
FROM node:26-slim AS gateway
WORKDIR /app
COPY --from=build /app/dist ./dist
RUN rm -r dist/sandbox dist/process/run-sandbox.js

# `docker build --target sandbox`: a stand-in for Telnyx that gateways name by URL.
FROM node:26-slim AS sandbox
ENV SANDBOX_HOST=0.0.0.0
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY --from=build /app/dist ./dist
USER node
EXPOSE 4010
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=15s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.SANDBOX_PORT || 4010}/v2/oauth/jwks`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--permission", "--allow-net", "--allow-fs-read=/app/", "--disallow-code-generation-from-strings", "--disable-warning=ExperimentalWarning", "dist/process/run-sandbox.js"]

FROM node:26-slim
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY schema/subgraph.graphql ./schema/subgraph.graphql
COPY --from=gateway /app/dist ./dist
USER node
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=15s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.ADMIN_PORT || process.env.PORT || 4000}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The young space is twice V8's default: docs/performance.md says why.
# Permissions: the network and reading its own files; no processes, threads, writing, or code from strings.
CMD ["node", "--max-semi-space-size=32", "--permission", "--allow-net", "--allow-fs-read=/app/", "--disallow-code-generation-from-strings", "--disable-warning=ExperimentalWarning", "dist/main.js"]

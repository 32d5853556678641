import { fillIn, hasPlaceholder } from './placeholders.js';

/*
 * An operation as text to copy. Each snippet takes the URL, pairs of header and value, the document, the variables and
 * the operation's name, both of them undefined where there is none; `type` and `field` are the operation's type and the
 * name of its first field in the response.
 */

/** A command for a shell. */
export function curl({ url, headers, query, variables, operationName }) {
  const body = JSON.stringify({ query, variables, operationName });
  const lines = headers.map(([name, value]) => `--header ${quoted(`${name}: ${value}`)}`);
  return [`curl ${quoted(url)}`, ...lines, `--data ${quoted(body)}`].join(' \\\n  ');
}

/** In single quotes, but for variables, which a shell fills in. */
function quoted(text) {
  const whole = `'${text.replaceAll("'", `'\\''`)}'`;
  return fillIn(whole, (name) => `'"$${name}"'`).replace(/(?<=.)''$/, '');
}

/** A module for Node.js, or whatever has `fetch` and `process.env`. */
export function fetchCall(request) {
  return `${call(request)}
console.log(await response.json());
`;
}

/** The same with the typed client's view of what went wrong. */
export function typeScript(request) {
  const { type, query, field } = request;
  const isMutation = type === 'mutation' && field !== undefined && query.includes('__typename');
  const helper = isMutation ? 'outcomeOf' : 'failureOf';
  return `import { ${helper} } from "telnyx-oauth-graphql/client";

${call(request)}
const result = (await response.json()) as { data?: any };
${isMutation ? outcome(field) : FAILURE}
`;
}

const outcome = (field) => `const outcome = outcomeOf(result.data?.${field}, result);
if (!outcome.ok) throw new Error(\`\${outcome.failure.kind}: \${outcome.failure.message}\`);
console.log(outcome.payload);`;

const FAILURE = `const failure = failureOf(result);
if (failure) throw new Error(\`\${failure.kind}: \${failure.message}\`);
console.log(result.data);`;

function call({ url, headers, query, variables, operationName }) {
  const members = [
    'query',
    ...(variables ? ['variables'] : []),
    ...(operationName ? [`operationName: ${literal(operationName)}`] : []),
  ];
  return `const query = ${template(query)};
${variables ? `const variables = ${source(variables)};\n` : ''}const response = await fetch(${literal(url)}, {
  method: "POST",
  headers: {
${headers.map(([name, value]) => `    ${literal(name)}: ${literal(value)},`).join('\n')}
  },
  body: JSON.stringify({ ${members.join(', ')} }),
});`;
}

const literal = (text) => (hasPlaceholder(text) ? template(text) : JSON.stringify(text));

function template(text) {
  const escaped = text.replaceAll(/[\\`]|\$(?=\{)/g, String.raw`\$&`);
  return `\`${fillIn(escaped, (name) => `\${process.env.${name}}`)}\``;
}

/** A secret stands for the whole string. */
function source(variables) {
  const json = JSON.stringify(variables, null, 2);
  return json.replaceAll(/"(\uE000\w+\uE001)"/g, (_, mark) => fillIn(mark, (name) => `process.env.${name}`));
}

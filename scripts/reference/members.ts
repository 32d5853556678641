import {
  astFromValue,
  type GraphQLArgument,
  type GraphQLEnumValue,
  type GraphQLField,
  type GraphQLInputField,
  print,
} from 'graphql';
import { priceOf } from '../../src/operations/limits/price.ts';
import { type Html, html } from './html.ts';
import { typeLink } from './links.ts';
import { type Links, prose } from './prose.ts';

/** A named part of a type: each is a row, with an anchor of its own. */
interface Member {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly deprecationReason?: string | null | undefined;
}

/** Renders the members of the type, the field or the input at an anchor. */
export class Members {
  readonly #links: Links;

  constructor(links: Links) {
    this.#links = links;
  }

  fields(owner: string, fields: readonly GraphQLField<unknown, unknown>[]): Html {
    return list(fields.map((field) => this.#field(`${owner}.${field.name}`, field)));
  }

  inputs(owner: string, inputs: readonly (GraphQLArgument | GraphQLInputField)[]): Html {
    return list(
      inputs.map((input) =>
        this.#row(`${owner}.${input.name}`, input, html`: ${typeLink(input.type)}${defaultOf(input)}`),
      ),
    );
  }

  values(owner: string, values: readonly GraphQLEnumValue[]): Html {
    return list(values.map((value) => this.#row(`${owner}.${value.name}`, value)));
  }

  #field(anchor: string, field: GraphQLField<unknown, unknown>): Html {
    const { weight } = priceOf(field);
    const type = html`: ${typeLink(field.type)}${weight > 1 && html` <span class="fact">price ${weight}</span>`}`;
    const args = field.args.length > 0 && html`<dd class="args">${this.inputs(anchor, field.args)}</dd>`;
    return this.#row(anchor, field, type, args);
  }

  #row(anchor: string, { name, description, deprecationReason }: Member, type?: Html, more?: Html | false): Html {
    const deprecated =
      deprecationReason && html`<p class="deprecated">Deprecated: ${prose(deprecationReason, this.#links)}</p>`;
    return html`<div class="member" id="${anchor}">
<dt><a href="#${anchor}">${name}</a>${type}</dt>
<dd>${prose(description ?? '', this.#links)}${deprecated || undefined}</dd>
${more}</div>`;
  }
}

const list = (rows: readonly Html[]): Html => html`<dl>${rows}</dl>`;

function defaultOf({ defaultValue, type }: GraphQLArgument | GraphQLInputField): Html | null | undefined {
  const value = defaultValue === undefined ? undefined : astFromValue(defaultValue, type);
  return value && html` = ${print(value)}`;
}

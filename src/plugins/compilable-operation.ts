import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { wholeOf } from './incremental.ts';

/**
 * Whether compiled code answers the operation as graphql-js would. It knows answers in one piece only, would tell of
 * the schema as it is compiled, and gives a field that stands at several places the first of them, where that is
 * skipped too.
 */
export function isCompilable(document: DocumentNode, operation: OperationDefinitionNode): boolean {
  let tells = false;
  visit(document, {
    Field({ name }) {
      tells ||= name.value === '__schema' || name.value === '__type';
    },
  });
  if (tells || wholeOf(document) !== document) return false;
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === 'FragmentDefinition' ? [[each.name.value, each]] : [])),
  );
  return !mayMove([operation.selectionSet], fragments);
}

interface Places {
  readonly sets: SelectionSetNode[];
  count: number;
  isConditional: boolean;
}

/** Whether a field of these sets, merged into one, may stand where `@skip` or `@include` decides. */
function mayMove(sets: readonly SelectionSetNode[], fragments: ReadonlyMap<string, FragmentDefinitionNode>): boolean {
  const fields = new Map<string, Places>();
  const seen = new Set<string>();
  const collect = (set: SelectionSetNode, isConditional: boolean): void => {
    for (const selection of set.selections) {
      const depends = isConditional || hasCondition(selection);
      if (selection.kind === 'InlineFragment') {
        collect(selection.selectionSet, depends);
      } else if (selection.kind === 'FragmentSpread') {
        const place = `${selection.name.value} ${depends}`;
        const fragment = fragments.get(selection.name.value);
        if (fragment && !seen.has(place)) collect(fragment.selectionSet, depends);
        seen.add(place);
      } else {
        const key = (selection.alias ?? selection.name).value;
        const places = fields.get(key) ?? { sets: [], count: 0, isConditional: false };
        fields.set(key, places);
        places.count++;
        places.isConditional ||= depends;
        if (selection.selectionSet) places.sets.push(selection.selectionSet);
      }
    }
  };
  for (const set of sets) collect(set, false);
  return [...fields.values()].some(
    (places) => (places.count > 1 && places.isConditional) || mayMove(places.sets, fragments),
  );
}

function hasCondition({ directives = [] }: SelectionNode): boolean {
  return directives.some(({ name }) => name.value === 'skip' || name.value === 'include');
}

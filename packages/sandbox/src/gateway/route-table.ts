/** What a request asked for, with the parameters of its path. */
export interface Found<T> {
  route: T;
  params: Record<string, string>;
}

/** Routes by method and path. It is made once and shared by every sandbox of the process. */
export interface RouteTable<T> {
  /** The route of a request target, whose escapes are known to be valid. */
  find(method: string, url: string): Found<T> | undefined;
}

interface Node<T> {
  children: Map<string, Node<T>>;
  /** What a segment with any text leads to. */
  any: Node<T> | undefined;
  routes: Map<string, { route: T; names: readonly string[] }>;
}

const emptyNode = <T>(): Node<T> => ({ children: new Map(), any: undefined, routes: new Map() });

/**
 * Makes a table of paths such as `/customers/{id}`. A framework's router takes several milliseconds to be told of hundreds
 * of routes, for each sandbox anew.
 */
export function createRouteTable<T>(entries: Iterable<{ method: string; path: string; route: T }>): RouteTable<T> {
  const root = emptyNode<T>();
  for (const { method, path, route } of entries) {
    const segments = path.split("/").slice(1);
    const isParam = (segment: string) => segment.startsWith("{");
    const end = segments.reduce((node, segment) => stepInto(node, isParam(segment) ? undefined : segment), root);
    if (end.routes.has(method)) throw new Error(`${method} ${path} is there twice.`);
    end.routes.set(method, { route, names: segments.filter(isParam).map((segment) => segment.slice(1, -1)) });
  }
  return {
    find(method, url) {
      const segments = segmentsOf(url);
      const values: string[] = [];
      const found = search(root, segments, 0, method, values);
      if (!found) return undefined;
      const params: Record<string, string> = {};
      for (const [index, name] of found.names.entries()) params[name] = values[index] ?? "";
      return { route: found.route, params };
    },
  };
}

function stepInto<T>(node: Node<T>, segment: string | undefined): Node<T> {
  if (segment === undefined) return (node.any ??= emptyNode());
  const known = node.children.get(segment);
  if (known) return known;
  const next = emptyNode<T>();
  node.children.set(segment, next);
  return next;
}

function segmentsOf(url: string): string[] {
  const end = url.search(/[?#]/);
  const path = end === -1 ? url : url.slice(0, end);
  const segments = path.split("/");
  // Before the first slash there is nothing.
  segments.shift();
  return path.includes("%") ? segments.map(decodeURIComponent) : segments;
}

/** A segment's own text goes before any text; where that leads nowhere, the other way is tried. */
function search<T>(
  node: Node<T>,
  segments: readonly string[],
  at: number,
  method: string,
  values: string[],
): { route: T; names: readonly string[] } | undefined {
  const segment = segments[at];
  if (segment === undefined) return node.routes.get(method);
  const child = node.children.get(segment);
  const found = child && search(child, segments, at + 1, method, values);
  if (found || !node.any) return found;
  values.push(segment);
  const other = search(node.any, segments, at + 1, method, values);
  if (!other) values.pop();
  return other;
}

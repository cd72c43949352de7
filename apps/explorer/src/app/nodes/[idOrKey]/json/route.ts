import { parseNodeName } from "../../../../features/nodes/node-name.ts";
import { ask } from "../../../../server/api.ts";

export const dynamic = "force-dynamic";

const STATUS = { notFound: 404, badRequest: 400, unreachable: 503, failed: 502 } as const;

/** What the API says about a node, as it says it. */
export async function GET(
  _request: Request,
  { params }: { readonly params: Promise<{ readonly idOrKey: string }> },
): Promise<Response> {
  const name = parseNodeName((await params).idOrKey);
  if (!name) return problem("notFound");
  const node = await ask((api) => api.nodes.get.query(name));
  if (!node.ok) return problem(node.failure);
  return new Response(`${JSON.stringify(node.value, null, 2)}\n`, {
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" },
  });
}

function problem(code: keyof typeof STATUS): Response {
  return Response.json({ error: code }, { status: STATUS[code] });
}

import { ask } from "../../server/api.ts";

export const dynamic = "force-dynamic";

/** 200 as long as this process serves pages; whether the indexer answers is told beside it. */
export async function GET(): Promise<Response> {
  const health = await ask((api) => api.health.query());
  return Response.json(
    {
      status: "ok",
      api: health.ok ? health.value.status : health.failure,
      indexedBlock: health.ok ? health.value.stamp.indexedBlock : null,
    },
    { headers: { "cache-control": "no-store" } },
  );
}

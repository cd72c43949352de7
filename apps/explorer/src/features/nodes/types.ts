import type { NodeRow } from "../../trpc/types.ts";

export type NodeProof = NonNullable<NodeRow["proof"]>;

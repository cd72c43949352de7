export {
  CLIENT_NODE_FIELDS,
  decodeServiceNodes,
  type ServiceNodeEntry,
  type ServiceNodeList,
  serviceNodesParams,
} from "./decode.ts";
export {
  decodeJsonRpcResult,
  type JsonRpcCall,
  jsonRpcError,
  jsonRpcRequest,
  jsonRpcResult,
  parseJsonRpc,
} from "./json-rpc.ts";
export { ONS_UNKNOWN, onsResolve } from "./ons-resolve.ts";
export {
  isServiceNodesMethod,
  parseServiceNodesRequest,
  SERVICE_NODES_METHODS,
  type ServiceNodesRequest,
} from "./request.ts";
export { getServiceNodes, type ServiceNodesInput } from "./service-nodes.ts";

export { readDeployment } from "./file.ts";
export { type Deployment, type DeploymentParams, formatDeployment, parseDeployment } from "./format.ts";

#!/bin/sh
# Builds the runtime image with the Clew of this project, and pushes it to a repository of this account's ECR.
#   sh aws/build-and-push.sh [region] [repository]
# Needs docker and the AWS CLI, and credentials that may use ECR.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
for tool in docker aws npm node; do
  command -v "$tool" >/dev/null || { echo "$0: $tool is not installed" >&2; exit 2; }
done

region=${1:-${AWS_REGION:-$(aws configure get region || true)}}
repository=${2:-clew}
[ -n "$region" ] || { echo "$0: say in which region: sh $0 eu-central-1" >&2; exit 2; }
case $region in cn-*) domain=amazonaws.com.cn ;; *) domain=amazonaws.com ;; esac

# Both ends have to be the same version: so it is the one that this project has installed.
clew=$(cd -- "$here" && node -p 'require("node:path").dirname(require.resolve("clew/package.json"))')
version=$(node -p 'require(process.argv[1] + "/package.json").version' "$clew")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cp "$here/Dockerfile" "$work/"
npm pack --ignore-scripts --silent --pack-destination "$work" "$clew" >/dev/null
mv "$work"/*.tgz "$work/clew.tgz"

account=$(aws sts get-caller-identity --query Account --output text)
registry=$account.dkr.ecr.$region.$domain
image=$registry/$repository:$version

aws ecr describe-repositories --region "$region" --repository-names "$repository" >/dev/null 2>&1 ||
  aws ecr create-repository --region "$region" --repository-name "$repository" >/dev/null
aws ecr get-login-password --region "$region" | docker login --username AWS --password-stdin "$registry"

# SageMaker runs x86, and takes no attestations beside an image.
BUILDX_NO_DEFAULT_ATTESTATIONS=1 docker build --platform linux/amd64 --tag "$image" "$work"
docker push "$image"

echo
echo "In clew.config.ts:  sagemaker: { image: '$image', … }"

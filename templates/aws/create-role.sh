#!/bin/sh
# Makes the role that jobs run with, and prints the policy that whoever starts them needs.
#   sh aws/create-role.sh <bucket> [region] [role]
# Needs the AWS CLI, and credentials that may use IAM. Run it again after changing a policy.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
bucket=${1:-}
region=${2:-${AWS_REGION:-$(aws configure get region || true)}}
role=${3:-clew-jobs}
[ -n "$bucket" ] && [ -n "$region" ] || { echo "usage: sh $0 <bucket> [region] [role]" >&2; exit 2; }

account=$(aws sts get-caller-identity --query Account --output text)
case $region in cn-*) partition=aws-cn ;; us-gov-*) partition=aws-us-gov ;; *) partition=aws ;; esac
fill() {
  sed -e "s|BUCKET|$bucket|g" -e "s|REGION|$region|g" -e "s|ACCOUNT|$account|g" -e "s|ROLE|$role|g" \
    -e "s|arn:aws:|arn:$partition:|g" "$here/$1"
}

aws iam get-role --role-name "$role" >/dev/null 2>&1 ||
  aws iam create-role --role-name "$role" --assume-role-policy-document "$(fill trust-policy.json)" >/dev/null
aws iam put-role-policy --role-name "$role" --policy-name clew --policy-document "$(fill role-policy.json)"

echo "In clew.config.ts:  sagemaker: { role: 'arn:$partition:iam::$account:role/$role', … }"
echo
echo "Whoever runs workflows with --on sagemaker needs this policy:"
fill user-policy.json

#!/usr/bin/env bash
# Writes the next migration of both databases from the model in src/Parley.Storage.   usage: scripts/migration.sh Name
# The tool and its packages stay outside the product.
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:?usage: scripts/migration.sh Name}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(sed -n 's/.*"Microsoft.EntityFrameworkCore.Sqlite" Version="\([^"]*\)".*/\1/p' Directory.Packages.props)
dotnet tool install dotnet-ef --version "$version" --tool-path "$work/tool" >/dev/null
cat >"$work/migrate.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType></PropertyGroup>
  <ItemGroup>
    <ProjectReference Include="$PWD/src/Parley.Storage/Parley.Storage.csproj" />
    <PackageReference Include="Microsoft.EntityFrameworkCore.Design" Version="$version" />
  </ItemGroup>
</Project>
PROJECT
echo 'return 0;' >"$work/Program.cs"
dotnet build "$work/migrate.csproj" -v q -nologo
for database in Sqlite PostgreSql; do
  "$work/tool/dotnet-ef" migrations add "$name" --project src/Parley.Storage --startup-project "$work/migrate.csproj" \
    --no-build --context "${database}Database" --output-dir "Migrations/$database"
done

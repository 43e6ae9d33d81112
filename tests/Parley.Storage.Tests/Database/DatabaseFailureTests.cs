using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Parley.Failures;

namespace Parley.Storage.Database;

/// <summary>What the database is to blame for is tried again; what the content is to blame for is not.</summary>
public sealed class DatabaseFailureTests
{
    [Theory]
    [InlineData(5, "locked")]
    [InlineData(8, "may not be written")]
    [InlineData(13, "the disk is full")]
    [InlineData(14, "cannot be opened")]
    [InlineData(11, "damaged")]
    public void A_file_that_cannot_be_used_is_worth_another_try(int code, string why)
    {
        var error = DatabaseFailure.Of(new DbUpdateException("x", new SqliteException("secret words", code)), "sqlite");

        Assert.Equal((ErrorCodes.StorageUnavailable, true), (error?.Code, error?.Retry));
        Assert.Contains(why, error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_may_not_grow_is_said_to_be_on_a_full_disk()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        Run("CREATE TABLE said (text BLOB)");
        Run("PRAGMA max_page_count=3");

        var full = Assert.Throws<SqliteException>(() => Run("INSERT INTO said VALUES (zeroblob(100000))"));

        Assert.Contains("the disk is full", DatabaseFailure.Of(full, "sqlite")!.Message, StringComparison.Ordinal);

        void Run(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    [Theory]
    [InlineData("53100", true)]
    [InlineData("57P03", true)]
    [InlineData("28P01", true)]
    [InlineData("23505", false)]
    [InlineData("22021", false)]
    public void PostgreSQL_says_by_its_state_whose_fault_it_is(string state, bool retry)
    {
        var error = DatabaseFailure.Of(new PostgresException("secret words", "ERROR", "ERROR", state), "postgresql");

        Assert.Equal((retry ? ErrorCodes.StorageUnavailable : ErrorCodes.InvalidRequest, retry), (error?.Code, error?.Retry));
        Assert.DoesNotContain("secret", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_constraint_is_no_reason_to_wait_and_a_bug_is_no_failure_of_the_database()
    {
        Assert.False(DatabaseFailure.Of(new DbUpdateException("x", new SqliteException("x", 19)), "sqlite")!.Retry);
        Assert.True(DatabaseFailure.Of(new NpgsqlException("gone"), "postgresql")!.Retry);
        Assert.Null(DatabaseFailure.Of(new InvalidOperationException("x"), "sqlite"));
    }
}

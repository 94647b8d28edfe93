namespace Payments.Domain.Tests.Ledger;

/// <summary>Immediate transfers.</summary>
public sealed class TransferTests
{
    [Fact]
    public void A_transfer_moves_exactly_what_it_names() => LedgerScript.Run("""
        account  A     USD 100.00
        account  B     USD   0.00
        transfer T A B USD  30.00  -> posted
        balance  A     posted 70.00 held 0.00 available 70.00 spent 30.00
        balance  B     posted 30.00 held 0.00 available 30.00 spent 0.00
        """);

    [Fact]
    public void An_account_can_be_emptied_and_not_one_cent_more() => LedgerScript.Run("""
        account  A     USD 100.00
        account  B     USD   0.00
        transfer T A B USD 100.01  -> refused insufficient_funds
        transfer T A B USD 100.00  -> posted
        transfer T A B USD   0.01  -> refused insufficient_funds
        balance  A     posted 0.00
        """);

    [Fact]
    public void A_credit_limit_is_a_negative_floor() => LedgerScript.Run("""
        account  A     USD 10.00 floor -5.00
        account  B     USD  0.00
        transfer T A B USD 15.01   -> refused insufficient_funds
        transfer T A B USD 15.00   -> posted
        balance  A     posted -5.00
        """);

    [Fact]
    public void An_account_without_a_floor_goes_as_far_as_exact_numbers_do() => LedgerScript.Run("""
        account  A     USD 0.00 floor none
        account  B     USD 0.00
        account  C     USD 0.00
        transfer T A B USD 90071992547409.91 -> posted
        transfer T A C USD 0.01              -> refused balance_out_of_range
        transfer T A B USD 90071992547409.92 -> refused amount_out_of_range
        """);

    [Fact]
    public void A_balance_never_passes_what_every_reader_keeps_exact() => LedgerScript.Run("""
        account  A     USD 1.00 
        account  X     USD 0.00 floor none
        account  B     USD 0.00
        transfer T X B USD 90071992547409.91 -> posted
        transfer T A B USD 0.01              -> refused balance_out_of_range
        """);

    [Theory]
    [InlineData("0.00")]
    [InlineData("-1.00")]
    public void An_amount_is_positive(string amount) => LedgerScript.Run($"""
        account  A     USD 100.00
        account  B     USD   0.00
        transfer T A B USD {amount}  -> refused amount_out_of_range
        """);

    [Fact]
    public void Both_accounts_hold_the_currency_that_is_named() => LedgerScript.Run("""
        account  A     USD 100.00
        account  E     EUR 100.00
        account  Y     JPY 100
        transfer T A E USD   1.00  -> refused currency_mismatch
        transfer T A E EUR   1.00  -> refused currency_mismatch
        transfer T Y Y JPY   1     -> refused same_account
        """);

    [Fact]
    public void Unknown_and_foreign_accounts_are_not_found_alike() => LedgerScript.Run("""
        account  A     USD 100.00 owner ann
        account  B     USD   0.00 owner bob
        transfer T A nobody USD 1.00        -> refused account_not_found
        transfer T nobody A USD 1.00        -> refused account_not_found
        by bob transfer T A B USD 1.00      -> refused account_not_found
        by ann transfer T A B USD 1.00      -> posted
        """);

    [Fact]
    public void Money_does_not_leave_a_frozen_account_and_may_enter_it() => LedgerScript.Run("""
        account  A     USD 100.00
        account  B     USD   1.00
        freeze   A                 -> frozen
        transfer T A B USD   1.00  -> refused account_frozen
        transfer T B A USD   1.00  -> posted
        unfreeze A                 -> changed
        transfer T A B USD   1.00  -> posted
        """);

    [Fact]
    public void Nothing_moves_on_a_closed_account() => LedgerScript.Run("""
        account  A     USD 0.00
        account  B     USD 1.00
        close    A                 -> closed
        transfer T A B USD 1.00    -> refused account_closed
        transfer T B A USD 1.00    -> refused account_closed
        """);

    [Fact]
    public void One_transfer_has_a_limit_and_one_day_has_another() => LedgerScript.Run("""
        account  A     USD 100.00 transfer 20.00 day 30.00
        account  B     USD   0.00
        transfer T A B USD  20.01  -> refused transfer_limit_exceeded
        transfer T A B USD  20.00  -> posted
        transfer T A B USD  10.01  -> refused day_limit_exceeded
        transfer T A B USD  10.00  -> posted
        wait     12h                                        # midnight
        transfer T A B USD  20.00  -> posted
        balance  A     spent 20.00
        """);

    [Fact]
    public void A_reversal_gives_the_money_back_once() => LedgerScript.Run("""
        account  A     USD 100.00
        account  B     USD   0.00
        transfer T A B USD  30.00  -> posted
        reverse  T                 -> reversed
        balance  A     posted 100.00
        balance  B     posted 0.00
        reverse  T                 -> refused already_reversed
        reverse  unknown           -> refused transfer_not_found
        """);

    [Fact]
    public void A_reversal_needs_the_money_to_be_there() => LedgerScript.Run("""
        account  A     USD 100.00 owner ann
        account  B     USD   0.00 owner bob
        account  C     USD   0.00
        transfer T A B USD  30.00  -> posted
        transfer U B C USD   0.01  -> posted
        reverse  T                 -> refused insufficient_funds
        transfer V C B USD   0.01  -> posted
        by ann reverse T           -> refused transfer_not_found    # only the payee may
        by bob reverse T           -> reversed
        """);

    [Fact]
    public void A_reversal_reaches_no_closed_account() => LedgerScript.Run("""
        account  A     USD  30.00
        account  B     USD   0.00
        transfer T A B USD  30.00  -> posted
        close    A                 -> closed
        reverse  T                 -> refused account_closed
        """);

    [Fact]
    public void A_refusal_for_good_reasons_lasts() => LedgerScript.Run("""
        account  A     USD   1.00
        account  B     USD  50.00
        transfer T A B USD   2.00  -> refused insufficient_funds
        transfer U B A USD   5.00  -> posted
        again                      -> posted                         # its own record: not a replay, no second effect
        balance  A     posted 6.00
        """);
}

namespace Payments.Domain.Tests.Ledger;

/// <summary>Two-phase transfers.</summary>
public sealed class HoldTests
{
    [Fact]
    public void A_posting_spends_the_hold_once_and_returns_the_rest() => LedgerScript.Run("""
        account  A      USD 100.00
        account  B      USD   0.00
        hold     H1 A B USD  30.00 60s -> held
        hold     H2 A B USD  80.00 60s -> refused insufficient_funds   # only 70.00 is available
        balance  A      posted 100.00 held 30.00 available 70.00 spent 30.00
        post     H1     20.00          -> posted                       # the other 10.00 goes back
        post     H1     20.00          -> refused hold_already_posted
        balance  A      posted 80.00 held 0.00 available 80.00 spent 20.00
        balance  B      posted 20.00
        """);

    [Fact]
    public void Nothing_named_posts_everything_and_zero_posts_nothing() => LedgerScript.Run("""
        account  A      USD 100.00
        account  B      USD   0.00
        hold     H1 A B USD  30.00 60s -> held
        post     H1                    -> posted
        hold     H2 A B USD  30.00 60s -> held
        post     H2     0.00           -> posted
        void     H2                    -> refused hold_already_posted
        balance  A      posted 70.00 held 0.00 spent 30.00
        """);

    [Fact]
    public void More_than_is_held_cannot_be_posted() => LedgerScript.Run("""
        account  A      USD 100.00
        account  B      USD   0.00
        hold     H A B  USD  30.00 60s -> held
        post     H      30.01          -> refused amount_exceeds_hold
        post     H      -0.01          -> refused amount_out_of_range
        balance  A      held 30.00
        """);

    [Fact]
    public void A_void_frees_everything_once() => LedgerScript.Run("""
        account  A      USD 100.00
        account  B      USD   0.00
        hold     H A B  USD  30.00 60s -> held
        void     H                     -> voided
        void     H                     -> refused hold_already_voided
        post     H                     -> refused hold_already_voided
        balance  A      posted 100.00 held 0.00 spent 0.00
        """);

    [Fact]
    public void After_its_time_a_hold_can_only_expire() => LedgerScript.Run("""
        account  A      USD 100.00
        account  B      USD   0.00
        hold     H A B  USD  30.00 60s -> held
        wait     59s
        expire   H                     -> refused account_state_conflict
        wait     1s
        post     H                     -> refused hold_expired
        void     H                     -> refused hold_expired
        expire   H                     -> expired
        expire   H                     -> refused hold_expired
        balance  A      posted 100.00 held 0.00
        """);

    [Fact]
    public void A_hold_on_a_frozen_account_can_still_be_posted() => LedgerScript.Run("""
        account  A      USD 100.00
        account  B      USD   0.00
        hold     H A B  USD  30.00 60s -> held
        freeze   A                     -> frozen
        hold     I A B  USD  30.00 60s -> refused account_frozen
        post     H                     -> posted
        """);

    [Fact]
    public void A_payee_that_is_closed_gets_nothing_and_the_payer_gets_it_back() => LedgerScript.Run("""
        account  A      USD 100.00
        account  B      USD   0.00
        hold     H A B  USD  30.00 60s -> held
        close    B                     -> closed
        post     H                     -> refused account_closed
        void     H                     -> voided
        """);

    [Fact]
    public void An_account_with_a_hold_cannot_be_closed() => LedgerScript.Run("""
        account  A      USD   0.00 floor -50.00
        account  B      USD   0.00
        hold     H A B  USD  30.00 60s -> held
        close    A                     -> refused account_not_empty
        void     H                     -> voided
        close    A                     -> closed
        """);

    [Fact]
    public void Either_side_may_end_a_hold_and_nobody_else() => LedgerScript.Run("""
        account  A      USD 100.00 owner ann
        account  B      USD   0.00 owner bob
        by ann hold H A B USD 30.00 60s -> held
        by eve void H                   -> refused transfer_not_found
        by eve post H                   -> refused transfer_not_found
        by bob post H 10.00             -> posted
        post unknown                    -> refused transfer_not_found
        """);

    [Fact]
    public void What_a_hold_of_yesterday_frees_does_not_count_for_today() => LedgerScript.Run("""
        account  A      USD 100.00 day 50.00
        account  B      USD   0.00
        hold     H A B  USD  30.00 24h -> held
        wait     13h                                                  # the next day
        transfer T A B  USD  50.00     -> posted
        void     H                     -> voided
        balance  A      spent 50.00
        transfer U A B  USD   0.01     -> refused day_limit_exceeded
        """);

    [Fact]
    public void A_posted_hold_can_be_reversed_and_an_open_one_cannot() => LedgerScript.Run("""
        account  A      USD 100.00
        account  B      USD   0.00
        hold     H A B  USD  30.00 60s -> held
        reverse  H                     -> refused not_reversible
        post     H      20.00          -> posted
        reverse  H                     -> reversed
        balance  A      posted 100.00 held 0.00
        """);

    [Fact]
    public void Nothing_is_held_that_could_never_be_posted() => LedgerScript.Run("""
        account  X      USD 0.00 floor none
        account  B      USD 0.00
        transfer T X B  USD 1.00                  -> posted
        hold     H X B  USD 90071992547409.91 60s -> refused balance_out_of_range
        hold     H X B  USD 90071992547408.91 60s -> held
        hold     I X B  USD 0.01 60s              -> refused balance_out_of_range
        """);

    [Fact]
    public void A_posting_that_leaves_the_exact_range_is_refused_and_can_be_voided() => LedgerScript.Run("""
        account  X      USD 0.00 floor none
        account  B      USD 0.00
        hold     H X B  USD 90071992547409.91 60s -> held
        transfer T X B  USD 1.00                  -> posted
        post     H                                -> refused balance_out_of_range
        void     H                                -> voided
        """);
}

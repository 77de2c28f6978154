"""The one thread that touches the live model: it trains, computes views, and answers through the mailbox."""
